-- A table that grows element by element costs LuaJIT most of the time; it can be asked for one of the right size.
local new = require("table.new")

local function sieve(n)
    local composite = new(n, 0)
    for i = 1, n do composite[i] = false end
    local count = 0
    for i = 2, n do
        if not composite[i] then
            count = count + 1
            for j = i * i, n, i do composite[j] = true end
        end
    end
    return count
end

local rounds = tonumber(arg[1])
local sum = 0
for i = 0, rounds - 1 do sum = sum + sieve(1000000 + i) end
print(sum)
