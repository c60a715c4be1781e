local function inside(cr, ci)
    local zr = 0.0
    local zi = 0.0
    for i = 1, 50 do
        local r2 = zr * zr
        local i2 = zi * zi
        if r2 + i2 > 4.0 then return false end
        zi = 2.0 * zr * zi + ci
        zr = r2 - i2 + cr
    end
    return true
end

local n = tonumber(arg[1] or 600)
local count = 0
for y = 0, n - 1 do
    local ci = 2.0 * y / n - 1.0
    for x = 0, n - 1 do
        if inside(2.0 * x / n - 1.5, ci) then count = count + 1 end
    end
end
print(count)
