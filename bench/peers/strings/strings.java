final class strings {
    public static void main(String[] args) {
        long rounds = Long.parseLong(args[0]), fields = 0, sum = 0;
        String longest = "";
        for (long round = 0; round < rounds; round++) {
            StringBuilder builder = new StringBuilder();
            for (long i = 0; i < 100000; i++) {
                builder.append((i + round) * 7919 % 1000);
                builder.append(",");
            }
            String text = builder.toString();
            int start = 0;
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) == ',') {
                    String field = text.substring(start, i);
                    if (field.compareTo(longest) > 0) longest = field;
                    sum += Long.parseLong(field);
                    fields += 1;
                    start = i + 1;
                }
            }
        }
        System.out.println(fields + " " + longest + " " + sum);
    }
}
