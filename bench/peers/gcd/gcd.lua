local function gcd(a, b)
    while b ~= 0 do
        local rest = a % b
        a = b
        b = rest
    end
    return a
end

local n = tonumber(arg[1])
local sum = 0
for i = 1, n do
    for j = 1, n do sum = sum + gcd(i, j) end
end
print(sum)
