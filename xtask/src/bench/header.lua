-- For wrk: one request header, taken from the environment.
wrk.headers[os.getenv("BENCH_HEADER")] = os.getenv("BENCH_VALUE")
