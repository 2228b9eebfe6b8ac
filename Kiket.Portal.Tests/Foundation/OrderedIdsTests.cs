using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Foundation;

public sealed class OrderedIdsTests
{
    [Fact]
    public void Each_id_is_above_the_one_before_and_says_what_it_is()
    {
        var (ids, others) = (new OrderedIds(), new OrderedIds());
        var made = Enumerable.Range(0, 10_000).Select(_ => ids.Next()).ToList();

        Assert.Equal(made.Order(Comparer<Guid>.Create((left, right) => string.CompareOrdinal(left.ToString(), right.ToString()))), made);
        Assert.Equal(made.Count, made.Distinct().Count());
        Assert.All(made, id => Assert.Equal((7, true), (id.Version, id.Variant is >= 8 and <= 11)));
        Assert.DoesNotContain(others.Next(), made);
    }
}
