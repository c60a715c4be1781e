using System.Text;
using Lang.Bytecode.Runtime;

namespace Lang.Tests.Runtime;

public sealed unsafe class StringOperationsTests : IDisposable
{
    private readonly HeapFixture _fixture = new();

    private Heap Heap => _fixture.Heap;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Two_appends_to_one_string_do_not_disturb_each_other()
    {
        TlString* s = StringOperations.Concat(Heap, _fixture.NewString("ab"), _fixture.NewString("cd"));
        TlString* a = StringOperations.Concat(Heap, s, _fixture.NewString("x"));
        TlString* b = StringOperations.Concat(Heap, s, _fixture.NewString("y"));
        HeapFixture.Text(s).Should().Be("abcd");
        HeapFixture.Text(a).Should().Be("abcdx");
        HeapFixture.Text(b).Should().Be("abcdy");
        (a->Buffer == s->Buffer).Should().BeTrue("the first append finds room behind s");
        (b->Buffer == s->Buffer).Should().BeFalse("that room is taken");
    }

    [Fact]
    public void Appending_in_a_loop_copies_a_linear_number_of_bytes()
    {
        TlString* s = Heap.EmptyString;
        long before = Heap.Statistics.AllocatedBytes;
        for (int i = 0; i < 20_000; i++)
        {
            s = StringOperations.Append(Heap, s, "x"u8);
            _fixture.Slots[0] = (long)s;
        }
        s->Length.Should().Be(20_000);
        s->Span.IndexOfAnyExcept((byte)'x').Should().Be(-1);
        (Heap.Statistics.AllocatedBytes - before).Should().BeLessThan((20_000 * TlString.Size) + 200_000);
    }

    [Fact]
    public void Aliases_of_every_length_stay_what_they_were()
    {
        var random = new Random(5);
        TlString* current = Heap.EmptyString;
        var expected = new string[HeapFixture.SlotCount - 1];
        string text = "";
        for (int i = 0; i < 5000; i++)
        {
            int slot = random.Next(expected.Length);
            if (random.Next(4) == 0 && expected[slot] is not null)
            {
                current = (TlString*)_fixture.Slots[slot];
                text = expected[slot];
            }
            string piece = new((char)random.Next(' ', 'z'), random.Next(4));
            current = StringOperations.Append(Heap, current, Encoding.Latin1.GetBytes(piece));
            text += piece;
            if (text.Length > 300)
            {
                current = Heap.EmptyString;
                text = "";
            }
            _fixture.Slots[slot] = (long)current;
            expected[slot] = text;
        }
        for (int i = 0; i < expected.Length; i++)
            HeapFixture.Text((TlString*)_fixture.Slots[i]).Should().Be(expected[i]);
    }

    [Fact]
    public void A_string_can_be_appended_to_itself()
    {
        TlString* s = _fixture.NewString("ab");
        for (int i = 0; i < 5; i++)
            s = StringOperations.Concat(Heap, s, s);
        HeapFixture.Text(s).Should().Be(string.Concat(Enumerable.Repeat("ab", 32)));
    }

    [Fact]
    public void Values_become_strings_as_they_print()
    {
        HeapFixture.Text(StringOperations.FromInt(Heap, long.MinValue)).Should().Be("-9223372036854775808");
        HeapFixture.Text(StringOperations.FromFloat(Heap, 1e16)).Should().Be("1e+16");
        HeapFixture.Text(StringOperations.FromInt(Heap, -5)).Should().Be("-5");
        HeapFixture.Text(StringOperations.FromFloat(Heap, 0.1)).Should().Be("0.1");
        HeapFixture.Text(StringOperations.FromBool(Heap, true)).Should().Be("true");
    }

    [Fact]
    public void Concatenating_nothing_gives_the_same_string()
    {
        TlString* s = _fixture.NewString("s");
        (StringOperations.Concat(Heap, s, Heap.EmptyString) == s).Should().BeTrue();
        (StringOperations.Concat(Heap, Heap.EmptyString, s) == s).Should().BeTrue();
    }

    [Fact]
    public void Permanent_strings_are_never_appended_to_in_place()
    {
        TlString* literal = Heap.AddPermanentString("literal"u8);
        TlString* longer = StringOperations.Append(Heap, literal, "!"u8);
        (longer->Buffer == literal->Buffer).Should().BeFalse();
        Heap.Collect();
        HeapFixture.Text(literal).Should().Be("literal");
    }

    [Theory]
    [InlineData(0, 0, "")]
    [InlineData(0, 10, "0123456789")]
    [InlineData(3, 5, "34")]
    [InlineData(10, 10, "")]
    public void Slices_hold_the_bytes_between_two_offsets(long start, long end, string expected) =>
        HeapFixture.Text(StringOperations.Slice(Heap, _fixture.NewString("0123456789"), start, end)).Should().Be(expected);

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(3, 2)]
    [InlineData(0, 11)]
    [InlineData(11, 11)]
    [InlineData(long.MinValue, long.MaxValue)]
    public void Slices_outside_the_string_fail(long start, long end)
    {
        (StringOperations.Slice(Heap, _fixture.NewString("0123456789"), start, end) == null).Should().BeTrue();
        Heap.Failure.Should().BeEquivalentTo(new { Kind = FailureKind.StringSlice, A = start, B = end, C = 10L });
    }

    [Fact]
    public void A_long_slice_shares_the_buffer_and_a_short_one_does_not()
    {
        TlString* s = _fixture.NewString(new string('a', 1000) + new string('b', 1000));
        TlString* longSlice = StringOperations.Slice(Heap, s, 500, 2000);
        TlString* shortSlice = StringOperations.Slice(Heap, s, 900, 1100);
        (longSlice->Buffer == s->Buffer).Should().BeTrue();
        (shortSlice->Buffer == s->Buffer).Should().BeFalse("it would keep ten times its size alive");
        HeapFixture.Text(shortSlice).Should().Be(new string('a', 100) + new string('b', 100));
        HeapFixture.Text(StringOperations.Slice(Heap, longSlice, 490, 510)).Should().Be(new string('a', 10) + new string('b', 10));
    }

    [Fact]
    public void Appending_to_a_shared_slice_leaves_its_neighbours_alone()
    {
        TlString* s = _fixture.NewString(new string('a', 1000));
        TlString* head = StringOperations.Slice(Heap, s, 0, 900);
        TlString* tail = StringOperations.Slice(Heap, s, 100, 1000);
        HeapFixture.Text(StringOperations.Append(Heap, head, "!"u8)).Should().Be(new string('a', 900) + "!");
        HeapFixture.Text(StringOperations.Append(Heap, tail, "?"u8)).Should().Be(new string('a', 900) + "?");
        HeapFixture.Text(s).Should().Be(new string('a', 1000));
    }

    [Fact]
    public void Cutting_off_the_head_again_and_again_is_linear()
    {
        TlString* s = _fixture.NewString(new string('a', 50_000));
        _fixture.Slots[0] = (long)s;
        long before = Heap.Statistics.AllocatedBytes;
        while (s->Length > 0)
        {
            s = StringOperations.Slice(Heap, s, 1, s->Length);
            _fixture.Slots[0] = (long)s;
        }
        (Heap.Statistics.AllocatedBytes - before).Should().BeLessThan((50_000 * TlString.Size) + 200_000);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("a", "", 1)]
    [InlineData("abc", "abd", -1)]
    [InlineData("abc", "abcd", -1)]
    [InlineData("\u00ff", "\u0001", 1)]
    public void Strings_compare_by_unsigned_bytes(string a, string b, int sign)
    {
        TlString* left = _fixture.NewString(a);
        TlString* right = _fixture.NewString(b);
        Math.Sign(StringOperations.Compare(left, right)).Should().Be(sign);
        Math.Sign(StringOperations.Compare(right, left)).Should().Be(-sign);
        StringOperations.AreEqual(left, right).Should().Be(sign == 0);
    }

    [Fact]
    public void Bytes_are_read_inside_the_string_only()
    {
        TlString* s = _fixture.NewString("a\u00ff");
        StringOperations.TryGet(Heap, s, 1, out long value).Should().BeTrue();
        value.Should().Be(255);
        StringOperations.TryGet(Heap, s, 2, out _).Should().BeFalse();
        Heap.Failure.Should().BeEquivalentTo(new { Kind = FailureKind.StringIndex, A = 2L, B = 2L });
        StringOperations.TryGet(Heap, s, -1, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData(0x41, "A")]
    [InlineData(0, "\0")]
    [InlineData(0x20AC, "€")]
    [InlineData(0x1F600, "😀")]
    public void Code_points_become_UTF8(long codePoint, string expected) =>
        Encoding.UTF8.GetString(StringOperations.FromCodePoint(Heap, codePoint)->Span).Should().Be(expected);

    [Theory]
    [InlineData(-1)]
    [InlineData(0xD800)]
    [InlineData(0xDFFF)]
    [InlineData(0x110000)]
    [InlineData(0x1_0000_0041)]
    public void What_is_no_scalar_value_becomes_no_string(long codePoint)
    {
        (StringOperations.FromCodePoint(Heap, codePoint) == null).Should().BeTrue();
        Heap.Failure.Should().BeEquivalentTo(new { Kind = FailureKind.InvalidCodePoint, A = codePoint });
    }
}
