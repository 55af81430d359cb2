#!lua name=tynda

-- The only code that writes more than one key of a briefing. Values are opaque bytes: nothing here decodes
-- and encodes a record again, since cjson and cmsgpack confuse {} with [] and lose integers past 2^53.
-- Each function takes one routing key `{b:<id>}:g` and one msgpack argument, and derives the other keys
-- from the routing key: declared keys would need full read-write rights, which the gateway must not have.

local CHUNK = 1000 -- `unpack` fails near 8,000 values
local COMMAND_S = 86400 -- a staff command is recognised as repeated for a day
local KNOCK_S = 604800 -- a viewer's for a week, longer than any outbox of a browser is kept: "<receipt> <id in the inbox>"

local function base(keys)
  return string.sub(keys[1], 1, -2)
end

-- A record lies as "<version>\n<json>".
local function version_of(stored)
  if not stored then
    return ''
  end
  return string.sub(stored, 1, string.find(stored, '\n', 1, true) - 1)
end

-- The first key "kind/id" whose version differs from what the decision read ('' for "there was none").
local function moved(prefix, expected)
  for kind, flat in pairs(expected) do
    for from = 1, #flat, 2 * CHUNK do
      local ids = {}
      for i = from, math.min(from + 2 * CHUNK, #flat) - 1, 2 do
        ids[#ids + 1] = flat[i]
      end
      local stored = redis.call('HMGET', prefix .. 'r:' .. kind, unpack(ids))
      for n = 1, #ids do
        if version_of(stored[n]) ~= flat[from + 2 * n - 1] then
          return kind .. '/' .. ids[n]
        end
      end
    end
  end
  return nil
end

-- HSET of a flat list {id, body, id, body, ...}, each body under its version.
local function put(key, version, flat)
  for from = 1, #flat, CHUNK do
    local args = {}
    for i = from, math.min(from + CHUNK, #flat + 1) - 1, 2 do
      args[#args + 1] = flat[i]
      args[#args + 1] = version .. '\n' .. flat[i + 1]
    end
    redis.call('HSET', key, unpack(args))
  end
end

local function each_chunk(command, key, list)
  for from = 1, #list, CHUNK do
    redis.call(command, key, unpack(list, from, math.min(from + CHUNK - 1, #list)))
  end
end

-- A rehearsal is made by its briefing's record and wiped with it: without that, only the record itself may be written,
-- so nothing comes back, however late or unaware a writer is. No other briefing ever goes, so no other is looked at.
local REHEARSAL = '{b:rehearsal-'

local function gone(prefix, records)
  return string.sub(prefix, 1, #REHEARSAL) == REHEARSAL and not records.briefing
    and not redis.call('HGET', prefix .. 'r:briefing', 'briefing')
end

-- args[1] = {command, expected, records, entry, air, public, removed, intake, recount, consumed}
-- Returns {'appended', id}, {'repeated', id}, {'conflict', key} or {'gone', ''}; nothing is written but in the first case.
local function append(keys, args)
  local prefix = base(keys)
  local command, expected, records, entry, air, public, removed, intake, recount, consumed =
    unpack(cmsgpack.unpack(args[1]), 1, 10)
  if command ~= '' then
    local earlier = redis.call('GET', prefix .. 'c:' .. command)
    if earlier then
      return { 'repeated', earlier }
    end
  end
  if gone(prefix, records) then
    return { 'gone', '' }
  end
  local lost = moved(prefix, expected)
  if lost then
    return { 'conflict', lost }
  end
  local id = redis.call('XADD', prefix .. 'log', '*', 'e', entry)
  for kind, flat in pairs(records) do
    put(prefix .. 'r:' .. kind, id, flat)
  end
  put(prefix .. 'public', id, public)
  each_chunk('HDEL', prefix .. 'public', removed)
  local at
  for _, view in ipairs(air) do
    at = redis.call('XADD', prefix .. 'air', '*', 'v', id, 'e', view)
  end
  if at then
    redis.call('HSET', prefix .. 'public', '_at', at)
  end
  if intake ~= '' then
    redis.call('HSET', prefix .. 'public', '_intake', intake)
  end
  for _, question in ipairs(recount) do
    redis.call('XADD', prefix .. 'inbox', '*', 'k', 'vote', 'question', question)
  end
  each_chunk('XDEL', prefix .. 'inbox', consumed)
  if command ~= '' then
    redis.call('SET', prefix .. 'c:' .. command, id, 'EX', COMMAND_S)
  end
  return { 'appended', id }
end

-- GCRA: a key holds the theoretical arrival time (µs) of its next item. Read once and written once a
-- batch, by way of `tats`. Returns how long to wait (µs, 0 = now) and the key's next value.
local function gcra(tats, key, limit, now)
  if not tats[key] then
    tats[key] = tonumber(redis.call('GET', key) or '0')
  end
  local after = math.max(tats[key], now) + limit[2]
  return math.max(0, after - limit[1] * limit[2] - now), after
end

-- Charges all the limits or none; nil, or the time to wait in ms.
local function limited(batch, limits)
  local nexts, wait = {}, 0
  for key, limit in pairs(limits) do
    local w, after = gcra(batch.tats, key, limit, batch.now)
    nexts[key], wait = after, math.max(wait, w)
  end
  if wait > 0 then
    return math.ceil(wait / 1000)
  end
  for key, after in pairs(nexts) do
    batch.tats[key], batch.dirty[key] = after, true
  end
  return nil
end

local REFUSED = { paused = 'intake_paused', closed = 'intake_closed' }
local RESTRAINED = { mute = 'muted', time_out = 'timed_out', ban = 'banned' }

-- What moderators have taken from this author, as the public hash says it; read once a batch, never written.
local function restraint(batch, author)
  local known = batch.restraints[author]
  if known == nil then
    local stored = redis.call('HGET', batch.prefix .. 'public', 'restraint/' .. author)
    known = stored and cjson.decode(string.sub(stored, string.find(stored, '\n', 1, true) + 1))
    batch.restraints[author] = known
  end
  return known
end

-- The refusal that a restraint means for an ask, or nil: a time-out is over once its time has passed.
local function restrained(batch, author)
  local found = restraint(batch, author)
  if not found then
    return nil
  end
  local left = found.how == 'time_out' and math.ceil(found['until'] - batch.now / 1000) or 0
  if found.how == 'time_out' and left <= 0 then
    return nil
  end
  return { RESTRAINED[found.how], '', left }
end

-- These limits, and the one that an address shares with its neighbours: questions and withdrawals, or votes.
local function neighbours(batch, address, limits, name, shared)
  if address ~= '' then
    limits[batch.prefix .. name .. address] = shared
  end
  return limits
end

-- Whether everyone may read the question: a view without a text is its author's alone.
local function readable(batch, question)
  local stored = redis.call('HGET', batch.prefix .. 'public', 'question/' .. question)
  return stored and string.find(stored, '"text":', 1, true)
end

local function ask(batch, item)
  local _, author, command, address, question, receipt, body = unpack(item, 1, 7)
  local prefix = batch.prefix
  local mark = prefix .. 'i:' .. author .. ':' .. command
  local earlier = redis.call('GET', mark)
  if earlier then
    return { '', string.match(earlier, '^[^ ]*'), 0 }
  end
  if batch.intake ~= 'open' then
    return { REFUSED[batch.intake] or 'not_found', '', 0 }
  end
  local refused = restrained(batch, author)
  if refused then
    return refused
  end
  local own = { [prefix .. 'l:v:' .. author] = batch.limits[1] }
  local wait = limited(batch, neighbours(batch, address, own, 'l:a:', batch.limits[2]))
  if wait then
    return { 'too_fast', '', wait }
  end
  local id = redis.call('XADD', prefix .. 'inbox', '*', 'k', 'ask', 'author', author, 'command', command,
    'question', question, 'receipt', receipt, 'b', body)
  redis.call('SET', mark, receipt .. ' ' .. id, 'EX', KNOCK_S)
  return { '', receipt, 0 }
end

local function vote(batch, item)
  local author, address, question, up = item[2], item[4], item[5], item[8]
  local prefix = batch.prefix
  if not batch.intake or not readable(batch, question) then
    return { 'not_found', '', 0 }
  end
  local found = restraint(batch, author)
  if found and found.how == 'ban' then
    return { 'banned', '', 0 }
  end
  local own = { [prefix .. 'l:t:' .. author] = batch.limits[3] }
  local wait = limited(batch, neighbours(batch, address, own, 'l:h:', batch.limits[4]))
  if wait then
    return { 'too_fast', '', wait }
  end
  if redis.call(up and 'SADD' or 'SREM', prefix .. 'v:' .. question, author) == 1 then
    redis.call('XADD', prefix .. 'inbox', '*', 'k', 'vote', 'question', question)
  end
  return { '', '', 0 }
end

local function withdraw(batch, item)
  local _, author, command, address, question = unpack(item, 1, 5)
  local prefix = batch.prefix
  -- Beside the marks of asks: an ask that came under the same id must not be told that it is in.
  local mark = prefix .. 'i:' .. author .. ':w:' .. command
  if redis.call('GET', mark) then
    return { '', '', 0 }
  end
  if not batch.intake then
    return { 'not_found', '', 0 }
  end
  local own = { [prefix .. 'l:t:' .. author] = batch.limits[3] }
  local wait = limited(batch, neighbours(batch, address, own, 'l:a:', batch.limits[2]))
  if wait then
    return { 'too_fast', '', wait }
  end
  local id = redis.call('XADD', prefix .. 'inbox', '*', 'k', 'withdraw', 'author', author, 'command', command,
    'question', question)
  redis.call('SET', mark, '- ' .. id, 'EX', KNOCK_S)
  return { '', '', 0 }
end

local KNOCKS = { ask = ask, vote = vote, withdraw = withdraw }

-- args[1] = {{ask limit, address limit, vote limit, hall limit}, {item, ...}}; a limit is {burst, interval in µs},
-- an item {kind, author, command, address, question, receipt, body, up}.
-- Returns for each item {code ('' = ok), receipt, ms to wait}.
local function knock(keys, args)
  local limits, items = unpack(cmsgpack.unpack(args[1]), 1, 2)
  local time = redis.call('TIME')
  local batch = {
    prefix = base(keys), limits = limits, tats = {}, dirty = {}, restraints = {},
    now = tonumber(time[1]) * 1000000 + tonumber(time[2]),
  }
  batch.intake = redis.call('HGET', batch.prefix .. 'public', '_intake')
  local results = {}
  for n, item in ipairs(items) do
    results[n] = KNOCKS[item[1]](batch, item)
  end
  for key in pairs(batch.dirty) do
    local tat = batch.tats[key]
    redis.call('SET', key, string.format('%.0f', tat), 'PX', math.max(1, math.ceil((tat - batch.now) / 1000)))
  end
  return results
end

-- args[1] = {{question, merged into it, ...}, ...}. Returns for each how many people voted for any of them.
local function voters(keys, args)
  local counts = {}
  for n, family in ipairs(cmsgpack.unpack(args[1])) do
    local sets = {}
    for i, question in ipairs(family) do
      sets[i] = base(keys) .. 'v:' .. question
    end
    counts[n] = #sets == 1 and redis.call('SCARD', sets[1]) or #redis.call('SUNION', unpack(sets))
  end
  return counts
end

redis.register_function('append', append)
redis.register_function('voters', voters)
redis.register_function('knock', knock)
