-- Sends each of the requests of a file once. They are separated by NUL, which none of them contains.
local file = assert(io.open(os.getenv('BENCH_REQUESTS'), 'rb'))
local requests, count = {}, 0
for request in file:read('*a'):gmatch('[^%z]+') do
  count = count + 1
  requests[count] = request
end
file:close()

local sent = 0
request = function()
  sent = sent + 1
  -- A repeat, which the answer's reader finds in the number of answers.
  return requests[(sent - 1) % count + 1]
end

done = function(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{ "answers": %d, "us": %d, "refused": %d, "broken": %d, "p50": %d, "p99": %d }',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)
  ))
end
