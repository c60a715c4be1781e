local n = tonumber(arg[1] or 8000000)
local state = 88172645463325252
local h = 0xCBF29CE484222325
for i = 1, n do
    state = state ~ (state << 13)
    state = state ~ (state >> 7)
    state = state ~ (state << 17)
    h = (h ~ (state & 0xFF)) * 0x100000001B3
    h = h ~ (h >> 32)
end
print(h .. " " .. state)
