#pragma once

/// HS_CHECK(condition): a broken invariant is a bug in hookswitch and stops the program, in Release
/// too. Wrong *input* is never a check: it is an Error.
#define HS_CHECK(condition)             \
  do {                                  \
    if (!(condition)) __builtin_trap(); \
  } while (false)
