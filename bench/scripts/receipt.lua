-- A script as applications embed them: some data, a rule or two, a few lines of output.
local names = { "bread", "milk", "cheese", "coffee" }
local prices = { 3.2, 1.5, 6.8, 9.9 }
local counts = { 2, 6, 1, 3 }

local function discount(count) return count >= 6 and 0.1 or count >= 3 and 0.05 or 0.0 end

local function amount(price, count)
    local full = price * count
    return full - full * discount(count)
end
local total = 0.0
for i = 1, #names do
    local sum = amount(prices[i], counts[i])
    total = total + sum
    print(counts[i] .. " x " .. names[i] .. ": " .. math.floor(sum * 100.0 + 0.5))
end
local digits = 0
for i = 1, 1000 do if i % 7 == 0 then digits = digits + i end end
print("total: " .. math.floor(total * 100.0 + 0.5) .. ", lucky: " .. digits)
