local function matrix(n, seed)
    local rows = {}
    for i = 0, n - 1 do
        local row = {}
        for j = 0, n - 1 do row[j + 1] = ((i * seed + j * 7) % 11) / 8.0 end
        rows[i + 1] = row
    end
    return rows
end

local function multiply(a, b, n)
    local result = {}
    for i = 1, n do
        local left = a[i]
        local row = {}
        for j = 1, n do
            local sum = 0.0
            for k = 1, n do sum = sum + left[k] * b[k][j] end
            row[j] = sum
        end
        result[i] = row
    end
    return result
end

local n = tonumber(arg[1] or 200)
local product = multiply(matrix(n, 3), matrix(n, 5), n)
local trace = 0.0
for i = 1, n do trace = trace + product[i][i] + product[i][n + 1 - i] end
print(math.tointeger(trace * 64.0 // 1))
