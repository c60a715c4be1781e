local n = tonumber(arg[1] or 500000)
local parts = {}
for i = 0, n - 1 do
    parts[#parts + 1] = i * 7919 % 1000
    parts[#parts + 1] = ","
end
local text = table.concat(parts)
local fields = 0
local longest = ""
local sum = 0
local start = 1
local byte, sub = string.byte, string.sub
for i = 1, #text do
    if byte(text, i) == 44 then
        local field = sub(text, start, i - 1)
        if field > longest then longest = field end
        sum = sum + math.tointeger(field)
        fields = fields + 1
        start = i + 1
    end
end
print(#text .. " " .. fields .. " " .. longest .. " " .. sum)
