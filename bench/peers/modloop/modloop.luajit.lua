-- LuaJIT has no integer division, and prints large numbers with an exponent.
local floor = math.floor
local n = tonumber(arg[1])
local i = 0
local sum = 0
while i < n do
    if i % 3 == 0 or i % 5 == 0 then sum = sum + floor(i / 7) end
    i = i + 1
end
print(string.format("%.0f", sum))
