local n = tonumber(arg[1])
local count = 0
for a = 1, n - 1 do
    for b = a, n - 1 do
        for c = b, n - 1 do
            if a * a + b * b == c * c then count = count + 1 end
        end
    end
end
print(count)
