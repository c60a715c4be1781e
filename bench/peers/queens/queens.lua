local function place(row, n, columns, rising, falling)
    if row > n then return 1 end
    local count = 0
    for c = 1, n do
        if not columns[c] and not rising[row + c] and not falling[row - c + n] then
            columns[c] = true
            rising[row + c] = true
            falling[row - c + n] = true
            count = count + place(row + 1, n, columns, rising, falling)
            columns[c] = false
            rising[row + c] = false
            falling[row - c + n] = false
        end
    end
    return count
end

local function flags(n)
    local result = {}
    for i = 1, n do result[i] = false end
    return result
end

local n = tonumber(arg[1])
print(place(1, n, flags(n), flags(2 * n), flags(2 * n)))
