-- In parentheses, as in the other languages a call is no jump unless the compiler makes it one.
local function ack(m, n)
    if m == 0 then return n + 1 end
    if n == 0 then return (ack(m - 1, 1)) end
    return (ack(m - 1, ack(m, n - 1)))
end

local rounds = tonumber(arg[1])
local sum = 0
for i = 0, rounds - 1 do sum = sum + ack(3, 5 + i % 3) end
print(sum)
