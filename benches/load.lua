-- For wrk: asks in one of the ways below, for one user after another, and tells the outcome as one line of JSON. The
-- requests are written beforehand: what the load costs is missing from the server, on the same cores.
-- Arguments after `--`: how (none: plain GETs of the URL), the token, the ETag to send.
local how, token, tag, thread = nil, nil, nil, 0
local json = "application/json"
function setup(one) one:set("number", thread); thread = thread + 1 end
local ways = {
  -- One flag of a thousand over OFREP.
  single = function()
    return wrk.format("POST", "/ofrep/v1/evaluate/flags/flag-" .. (turn % 1000 + 1),
      { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = json }, '{"context":{"targetingKey":"user-' .. turn .. '"}}')
  end,
  -- Every flag for one user over OFREP.
  bulk = function()
    return wrk.format("POST", "/ofrep/v1/evaluate/flags",
      { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = json }, '{"context":{"targetingKey":"user-' .. turn .. '"}}')
  end,
  -- The flags that one user has, as Unleash's frontend SDKs ask.
  frontend = function() return wrk.format("GET", "/api/frontend?userId=user-" .. turn, { ["Authorization"] = token }) end,
  -- The rules, as Unleash's server SDKs read them; with a tag they have them already.
  features = function()
    return wrk.format("GET", "/api/client/features", { ["Authorization"] = token, ["If-None-Match"] = tag })
  end,
}
-- With LOAD_PAUSE each connection waits so many milliseconds between an answer and its next question.
local pause = tonumber(os.getenv("LOAD_PAUSE") or "")
if pause then function delay() return pause end end
-- As many users as there are different requests.
local USERS = 20000
local requests = {}
function init(args)
  how, token, tag = args[1], args[2], args[3]
  local first = number * 1000003
  for one = 1, how and USERS or 1 do
    turn = first + one
    requests[one] = how and ways[how]() or wrk.format("GET")
  end
  turn = 0
end
function request()
  turn = turn % #requests + 1
  return requests[turn]
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\n{"requests":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
