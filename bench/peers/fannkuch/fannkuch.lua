local function fannkuch(n)
    local current, flipped, counts = {}, {}, {}
    for i = 1, n do
        current[i] = i
        flipped[i] = 0
        counts[i] = 0
    end
    local most = 0
    local checksum = 0
    local even = true
    local r = n
    while true do
        while r ~= 1 do
            counts[r] = r
            r = r - 1
        end
        for i = 1, n do flipped[i] = current[i] end
        local flips = 0
        local first = flipped[1]
        while first ~= 1 do
            local low = 1
            local high = first
            while low < high do
                local t = flipped[low]
                flipped[low] = flipped[high]
                flipped[high] = t
                low = low + 1
                high = high - 1
            end
            flips = flips + 1
            first = flipped[1]
        end
        if flips > most then most = flips end
        if even then checksum = checksum + flips else checksum = checksum - flips end
        even = not even

        local advanced = false
        while not advanced do
            if r == n then return checksum * 100 + most end
            local head = current[1]
            for i = 1, r do current[i] = current[i + 1] end
            current[r + 1] = head
            counts[r + 1] = counts[r + 1] - 1
            if counts[r + 1] > 0 then advanced = true else r = r + 1 end
        end
    end
end

local rounds = tonumber(arg[1])
local sum = 0
for i = 0, rounds - 1 do sum = sum + fannkuch(8 + i % 2) end
print(sum)
