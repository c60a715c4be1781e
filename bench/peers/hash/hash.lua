local n = tonumber(arg[1])
local state = 2463534242
local h = 0x811C9DC5
for i = 1, n do
    state = state ~ ((state << 13) & 0xFFFFFFFF)
    state = state ~ (state >> 17)
    state = state ~ ((state << 5) & 0xFFFFFFFF)
    h = ((h ~ (state & 0xFF)) * 65599) & 0xFFFFFFFF
    h = h ~ (h >> 15)
end
print(h .. " " .. state)
