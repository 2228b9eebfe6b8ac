using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Listings.Reports;

/// <summary>
/// The secret key for counting addresses on one day. Deleted two days later, so that no report can be traced back.
/// </summary>
public sealed class ReportDayKey
{
    private ReportDayKey()
    {
    }

    /// <summary>Such as <c>2026-11-29</c>, in UTC.</summary>
    public string Day { get; private set; } = "";

    public string ProtectedKey { get; private set; } = "";

    internal static ReportDayKey Of(string day, string protectedKey) => new() { Day = day, ProtectedKey = protectedKey };
}

internal sealed class ReportDayKeyTable : IEntityTypeConfiguration<ReportDayKey>
{
    public void Configure(EntityTypeBuilder<ReportDayKey> builder)
    {
        builder.ToTable("report_day_keys");
        builder.HasKey(key => key.Day);
        builder.Property(key => key.Day).HasMaxLength(10);
        builder.Property(key => key.ProtectedKey).HasMaxLength(500);
    }
}

/// <summary>
/// Counts the reports of a sender without storing who it is: a network address becomes a hash with a key that changes
/// every day.
/// </summary>
public sealed class ReportSender(SecretBox secrets, TimeProvider clock)
{
    private const string Purpose = "report-sender";
    private const int KeyBytes = 32;

    /// <summary>How long a key is needed, because the reports of 24 hours are counted across midnight.</summary>
    internal static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(2);

    /// <summary>The sender's key of today, then that of yesterday if anyone sent a report then.</summary>
    internal async Task<IReadOnlyList<string>> KeysAsync(PortalDb db, string? address, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (today, yesterday) = (DayOf(now), DayOf(now.AddDays(-1)));
        var stored = await db.Set<ReportDayKey>().AsNoTracking().Where(key => key.Day == today || key.Day == yesterday).ToListAsync(cancellationToken);
        var network = ClientAddress.Key(IPAddress.TryParse(address, out var parsed) ? parsed : null);
        if (KeyOf(stored, today) is not { } current)
        {
            current = RandomNumberGenerator.GetBytes(KeyBytes);
            var added = ReportDayKey.Of(today, secrets.Protect(Convert.ToHexString(current), Purpose, Guid.Empty));
            if (stored.Exists(key => key.Day == today))
            {
                // The keys of the portal were lost, so today's count starts again.
                db.Update(added);
            }
            else
            {
                db.Add(added);
            }
        }

        return KeyOf(stored, yesterday) is { } before ? [Hash(current, network), Hash(before, network)] : [Hash(current, network)];
    }

    internal static string DayOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private byte[]? KeyOf(List<ReportDayKey> stored, string day) =>
        stored.Find(key => key.Day == day) is { } found && secrets.TryReveal(found.ProtectedKey, Purpose, Guid.Empty, out var plain)
            ? Convert.FromHexString(plain)
            : null;

    private static string Hash(byte[] key, string network) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(network)));
}
