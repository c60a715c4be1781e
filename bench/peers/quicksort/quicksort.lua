local floor = math.floor

local function sort(a, low, high)
    while low < high do
        local pivot = a[floor((low + high) / 2)]
        local i = low
        local j = high
        while i <= j do
            while a[i] < pivot do i = i + 1 end
            while a[j] > pivot do j = j - 1 end
            if i <= j then
                local t = a[i]
                a[i] = a[j]
                a[j] = t
                i = i + 1
                j = j - 1
            end
        end
        if j - low < high - i then
            sort(a, low, j)
            low = i
        else
            sort(a, i, high)
            high = j
        end
    end
end

local rounds = tonumber(arg[1])
local n = 100000
local a = {}
local seed = 42
local sum = 0
for round = 1, rounds do
    for i = 1, n do
        seed = seed * 16807 % 2147483647
        a[i] = seed
    end
    sort(a, 1, n)
    for i = 1, n do sum = (sum + a[i] * (i - 1)) % 1000000007 end
end
print(sum)
