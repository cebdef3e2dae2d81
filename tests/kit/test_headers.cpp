// Holds the precompiled headers of the unit tests: hookswitch_unit_test() in
// cmake/HookswitchTargets.cmake.
