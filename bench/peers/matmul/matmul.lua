local function matrix(n, seed)
    local m = {}
    for i = 0, n - 1 do
        for j = 0, n - 1 do m[i * n + j + 1] = ((i * seed + j * 7) % 11) / 8.0 end
    end
    return m
end

local function multiply(a, b, c, n)
    for i = 0, n - 1 do
        for j = 0, n - 1 do
            local sum = 0.0
            for k = 0, n - 1 do sum = sum + a[i * n + k + 1] * b[k * n + j + 1] end
            c[i * n + j + 1] = sum
        end
    end
end

local rounds = tonumber(arg[1])
local n = 200
local a, b, c = matrix(n, 3), matrix(n, 5), matrix(n, 0)
local trace = 0.0
for round = 0, rounds - 1 do
    multiply(a, b, c, n)
    for i = 0, n - 1 do trace = trace + c[i * n + i + 1] end
    a[round % n + 1] = a[round % n + 1] + 1.0
end
print(string.format("%.0f", trace * 64.0))
