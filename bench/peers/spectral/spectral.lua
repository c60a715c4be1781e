local function entry(i, j)
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1)
end

local function times(n, x, y)
    for i = 0, n - 1 do
        local sum = 0.0
        for j = 0, n - 1 do sum = sum + entry(i, j) * x[j + 1] end
        y[i + 1] = sum
    end
end

local function times_transposed(n, x, y)
    for i = 0, n - 1 do
        local sum = 0.0
        for j = 0, n - 1 do sum = sum + entry(j, i) * x[j + 1] end
        y[i + 1] = sum
    end
end

local n = tonumber(arg[1])
local u, v, w = {}, {}, {}
for i = 1, n do
    u[i] = 1.0
    v[i] = 0.0
    w[i] = 0.0
end
for round = 1, 10 do
    times(n, u, w)
    times_transposed(n, w, v)
    times(n, v, w)
    times_transposed(n, w, u)
end
local vbv = 0.0
local vv = 0.0
for i = 1, n do
    vbv = vbv + u[i] * v[i]
    vv = vv + v[i] * v[i]
end
print(string.format("%.0f", math.floor(math.sqrt(vbv / vv) * 1e12)))
