-- LuaJIT's bit operations work on 32 bits with a sign; the product stays exact in a double.
local bxor, band, lshift, rshift, tobit = bit.bxor, bit.band, bit.lshift, bit.rshift, bit.tobit
local n = tonumber(arg[1])
local state = tobit(2463534242)
local h = tobit(0x811C9DC5)
for i = 1, n do
    state = bxor(state, lshift(state, 13))
    state = bxor(state, rshift(state, 17))
    state = bxor(state, lshift(state, 5))
    h = tobit(bxor(h, band(state, 0xFF)) * 65599)
    h = bxor(h, rshift(h, 15))
end
print(h % 4294967296 .. " " .. state % 4294967296)
