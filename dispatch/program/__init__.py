"""Rules into arrays, arrays into HiGHS, and the proof that the answer is optimal."""
