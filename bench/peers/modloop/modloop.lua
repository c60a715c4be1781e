local n = tonumber(arg[1])
local i = 0
local sum = 0
while i < n do
    if i % 3 == 0 or i % 5 == 0 then sum = sum + i // 7 end
    i = i + 1
end
print(sum)
