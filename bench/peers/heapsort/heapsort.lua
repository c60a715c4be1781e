local function sift(a, root, last)
    local value = a[root]
    while true do
        local child = 2 * root
        if child > last then break end
        if child < last and a[child] < a[child + 1] then child = child + 1 end
        if value >= a[child] then break end
        a[root] = a[child]
        root = child
    end
    a[root] = value
end

local function sort(a, n)
    for i = math.floor(n / 2), 1, -1 do sift(a, i, n) end
    for last = n, 2, -1 do
        local t = a[1]
        a[1] = a[last]
        a[last] = t
        sift(a, 1, last - 1)
    end
end

local rounds, n = tonumber(arg[1]), 100000
local a = {}
local seed = 7
local sum = 0.0
for round = 1, rounds do
    for i = 1, n do
        seed = seed * 16807 % 2147483647
        a[i] = seed / 2147483648.0
    end
    sort(a, n)
    for i = 0, n - 1 do sum = sum + a[i + 1] * (i % 16) end
end
print(string.format("%.0f", math.floor(sum * 1000.0)))
