local function counter()
    local count = 0
    return function()
        count = count + 1
        return count
    end
end

local function fold(values, start, f)
    local result = start
    for i = 1, #values do result = f(result, values[i]) end
    return result
end

local n = tonumber(arg[1])
local values = {}
for i = 0, 99 do values[i + 1] = i * 37 % 101 end
local scale = 3
local steps = {
    function(a, b) return a + b end,
    function(a, b) return b * scale - a end,
    function(a, b) return a > b and a - b or b - a end,
}
local next = counter()
local total = 0
for i = 0, n - 1 do
    total = total + fold(values, next(), steps[i % 3 + 1])
end
print(string.format("%.0f %d", total, next()))
