local function step(from, to, w, h)
    for y = 1, h - 2 do
        for x = 1, w - 2 do
            local at = y * w + x + 1
            to[at] = from[at] + 0.1 * (from[at - 1] + from[at + 1] + from[at - w] + from[at + w] - 4.0 * from[at])
        end
    end
end

local rounds = tonumber(arg[1])
local w, h = 300, 200
local a, b = {}, {}
for i = 0, w * h - 1 do
    a[i + 1] = i * 7 % 11 + 0.0
    b[i + 1] = a[i + 1]
end
for round = 0, rounds - 1 do
    step(a, b, w, h)
    step(b, a, w, h)
end
local sum = 0.0
for i = 1, w * h do sum = sum + a[i] end
print(string.format("%d", math.floor(sum * 1000.0)))
