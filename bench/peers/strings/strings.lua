-- Parts joined by table.concat: what one writes in Lua, where appending copies.
local byte, sub = string.byte, string.sub
local rounds = tonumber(arg[1])
local fields = 0
local longest = ""
local sum = 0
for round = 0, rounds - 1 do
    local parts = {}
    for i = 0, 99999 do
        parts[#parts + 1] = (i + round) * 7919 % 1000
        parts[#parts + 1] = ","
    end
    local text = table.concat(parts)
    local start = 1
    for i = 1, #text do
        if byte(text, i) == 44 then
            local field = sub(text, start, i - 1)
            if field > longest then longest = field end
            sum = sum + tonumber(field)
            fields = fields + 1
            start = i + 1
        end
    end
end
print(fields .. " " .. longest .. " " .. sum)
