-- For wrk: one request header, taken from the environment, and what is posted, if anything is.
wrk.headers[os.getenv("BENCH_HEADER")] = os.getenv("BENCH_VALUE")
local body = os.getenv("BENCH_BODY")
if body ~= "" then
  wrk.method = "POST"
  wrk.body = body
end
