-- For wrk: asks for one flag after the other, for ever new users, and tells the outcome as one line of JSON.
-- Arguments after `--`: the token (none: plain GETs of the URL).
local token, thread = nil, 0
function setup(one) one:set("number", thread); thread = thread + 1 end
function init(args) token = args[1]; turn = number * 1000003 end
function request()
  if not token then return wrk.format("GET") end
  turn = turn + 1
  return wrk.format("POST", "/ofrep/v1/evaluate/flags/flag-" .. (turn % 1000 + 1),
    { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" },
    '{"context":{"targetingKey":"user-' .. turn .. '"}}')
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\n{"requests":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
