local n = tonumber(arg[1])
local total = 0
for y = 0, n - 1 do
    local ci = 2.0 * y / n - 1.0
    for x = 0, n - 1 do
        local cr = 2.0 * x / n - 1.5
        local zr = 0.0
        local zi = 0.0
        local r2 = 0.0
        local i2 = 0.0
        local steps = 0
        while steps < 200 and r2 + i2 <= 4.0 do
            zi = 2.0 * zr * zi + ci
            zr = r2 - i2 + cr
            r2 = zr * zr
            i2 = zi * zi
            steps = steps + 1
        end
        total = total + steps
    end
end
print(total)
