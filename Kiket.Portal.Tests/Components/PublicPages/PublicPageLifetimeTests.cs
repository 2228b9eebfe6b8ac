using System.Globalization;
using Kiket.Portal.Components.PublicPages;
using Kiket.Portal.Data;

namespace Kiket.Portal.Tests.Components.PublicPages;

public sealed class PublicPageLifetimeTests
{
    [Theory]
    [InlineData("2026-03-01T10:00:00Z", DatabaseProvider.Sqlite, "01:00:00")]
    [InlineData("2026-03-01T23:00:00Z", DatabaseProvider.Sqlite, "01:00:00")]
    [InlineData("2026-03-01T23:40:00Z", DatabaseProvider.Sqlite, "00:20:00")]
    [InlineData("2026-03-01T23:59:59Z", DatabaseProvider.Sqlite, "00:00:01")]
    [InlineData("2026-03-02T00:00:00Z", DatabaseProvider.Sqlite, "01:00:00")]
    [InlineData("2026-03-02T01:40:00+02:00", DatabaseProvider.Sqlite, "00:20:00")]
    [InlineData("2026-03-01T10:00:00Z", DatabaseProvider.PostgreSql, "00:01:00")]
    [InlineData("2026-03-01T23:59:30Z", DatabaseProvider.PostgreSql, "00:00:30")]
    public void A_page_that_says_today_is_not_kept_into_tomorrow(string now, DatabaseProvider provider, string cached) =>
        Assert.Equal(
            TimeSpan.Parse(cached, CultureInfo.InvariantCulture),
            PublicPageLifetime.At(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), provider));
}
