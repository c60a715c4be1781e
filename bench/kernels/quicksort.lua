local function sort(a, low, high)
    while low < high do
        local pivot = a[(low + high) // 2]
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

local n = tonumber(arg[1] or 300000)
local a = {}
local seed = 42
for i = 1, n do
    seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
    a[i] = seed >> 8
end
sort(a, 1, n)
local sum = 0
for i = 1, n do sum = sum ~ (a[i] * i) end
print(sum)
