local byte, floor = string.byte, math.floor

local function text(length, seed)
    local parts = {}
    for i = 1, length do
        seed = seed * 16807 % 2147483647
        parts[i] = string.char(97 + floor(seed / 65536) % 6)
    end
    return table.concat(parts)
end

local function distance(s, t)
    local previous, current = {}, {}
    for j = 0, #t do
        previous[j] = j
        current[j] = 0
    end
    for i = 1, #s do
        current[0] = i
        local c = byte(s, i)
        for j = 1, #t do
            local best = previous[j - 1]
            if c ~= byte(t, j) then best = best + 1 end
            if previous[j] + 1 < best then best = previous[j] + 1 end
            if current[j - 1] + 1 < best then best = current[j - 1] + 1 end
            current[j] = best
        end
        local swap = previous
        previous = current
        current = swap
    end
    return previous[#t]
end

local n = tonumber(arg[1])
print(distance(text(n, 1), text(n, 2)))
