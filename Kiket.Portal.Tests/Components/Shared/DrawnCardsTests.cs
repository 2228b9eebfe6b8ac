using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiket.Portal.Tests.Components.Shared;

public sealed class DrawnCardsTests : IDisposable
{
    private static readonly CardContent Card = new("dev.acme.alerts", "Alerts", "/marketplace/dev.acme.alerts")
    {
        Summary = "Tells people.",
        Publisher = "Acme",
        Version = "1.0.0",
        ReleasedAt = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero),
    };

    private readonly DrawnCards _cards = new(
        new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>(),
        NullLoggerFactory.Instance);

    public void Dispose() => _cards.Dispose();

    [Fact]
    public async Task What_changes_on_a_card_shows()
    {
        foreach (var (changed, shown) in new (CardContent, string)[]
        {
            (Card with { Name = "Alarms" }, "Alarms"),
            (Card with { Summary = "Wakes people." }, "Wakes people."),
            (Card with { Publisher = "Globex" }, "Globex"),
            (Card with { IsVerified = true }, ", verified"),
            (Card with { Version = "2.0.0" }, "2.0.0"),
            (Card with { ReleasedAt = new DateTimeOffset(2026, 4, 9, 9, 0, 0, TimeSpan.Zero) }, "9 Apr 2026"),
            (Card with { Amount = new Money(900), Hosting = new Money(500) }, "$14"),
            (Card with { IsUsageBased = true }, "Usage-based"),
            (Card with { Icon = "/uploads/icon" }, "src=\"/uploads/icon\""),
        })
        {
            Assert.DoesNotContain(shown, await OneAsync(Card), StringComparison.Ordinal);
            Assert.Contains(shown, await OneAsync(changed), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Cards_come_in_their_order_whether_they_were_drawn_before_or_not()
    {
        await OneAsync(Card with { Name = "Second" });

        var drawn = await _cards.OfAsync([Card with { Name = "First" }, Card with { Name = "Second" }, Card with { Name = "Third" }]);

        Assert.Equal(
            ["First", "Second", "Third"],
            drawn.Select(card => new[] { "First", "Second", "Third" }.Single(name => card.Value.Contains(name, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task What_publishers_write_stays_text()
    {
        var markup = await OneAsync(Card with { Name = "<script>alert(1)</script>", Summary = "\"><img src=x onerror=y>", Publisher = "<b>", Version = "<i>" });

        Assert.DoesNotContain("<script", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", markup, StringComparison.Ordinal);
    }

    private async Task<string> OneAsync(CardContent card) => Assert.Single(await _cards.OfAsync([card])).Value;
}
