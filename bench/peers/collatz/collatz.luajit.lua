-- LuaJIT has no integer division; the quotient is whole.
local n = tonumber(arg[1])
local best = 0
local start = 0
for i = 1, n - 1 do
    local x = i
    local steps = 0
    while x ~= 1 do
        if x % 2 == 0 then x = x / 2 else x = 3 * x + 1 end
        steps = steps + 1
    end
    if steps > best then
        best = steps
        start = i
    end
end
print(start .. " " .. best)
