# One target is tests/fuzz/fuzz_<target>.cpp; its seeds are in corpus/<target>/. Those of the second list need the program.
set(HOOKSWITCH_FUZZ_TARGETS agent bridge carrier doctor jitter journal json media opus persona phone
  wav)
set(HOOKSWITCH_NATIVE_FUZZ_TARGETS conformance http)
