using CsCheck;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Payments;

namespace Kiket.Portal.Tests.Billing;

/// <summary>What is written off of an invoice that is paid in part.</summary>
public sealed class LeftLineTests
{
    private static readonly Gen<LeftLine> Line =
        from gross in Gen.Long[1, 1_000_000]
        from rate in Gen.Int[0, 3_000]
        from credited in Gen.Long[0, gross - 1]
        select new LeftLine(Guid.NewGuid(), gross, Charge.OfTax(gross, rate), credited);

    [Fact]
    public void Credits_add_up_to_what_is_open_or_to_one_cent_more_and_never_exceed_a_line() =>
        Gen.Select(Line.List[1, 8], Gen.Double[0, 1]).Sample((lines, part) =>
        {
            var whole = lines.Sum(line => line.With(line.LeftCents));
            var cents = Math.Max(1, (long)(whole * part));
            var taken = LeftLine.Take(lines, cents);
            Assert.InRange(lines.Zip(taken).Sum(pair => pair.First.With(pair.Second.AmountCents)), cents, cents + 1);
            Assert.All(lines.Zip(taken), pair => Assert.InRange(pair.Second.AmountCents, 0, pair.First.LeftCents));
        });

    [Fact]
    public void All_that_is_left_takes_all_of_it()
    {
        LeftLine[] lines = [new(Guid.NewGuid(), 581, 110, 0), new(Guid.NewGuid(), 629, 119, 29)];
        var whole = lines.Sum(line => line.With(line.LeftCents));
        Assert.Equal([581, 600], LeftLine.Take(lines, whole).Select(line => line.AmountCents));
        Assert.Empty(LeftLine.Take(lines, 0));
    }
}
