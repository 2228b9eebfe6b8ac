using System.Data.Common;
using Kiket.Portal.Analytics.Rules;

namespace Kiket.Portal.Analytics.Store;

/// <summary>A stored cell.</summary>
public sealed record SlotRow(CellKey Key, CallTotals Totals)
{
    internal static SlotRow Read(DbDataReader row) => new(
        new CellKey(
            Guid.Parse(row.GetString(0)),
            row.GetInt64(1),
            row.GetString(2),
            (TelemetrySource)row.GetInt64(3),
            row.GetString(4),
            row.GetString(5) is { Length: > 0 } installation ? Guid.Parse(installation) : Guid.Empty),
        ReadTotals(row, 6));

    /// <param name="first">Of five columns: ok, errors, sum, maximum and latency.</param>
    internal static CallTotals ReadTotals(DbDataReader row, int first) => new(
        row.GetInt64(first),
        row.GetInt64(first + 1),
        row.GetInt64(first + 2),
        row.GetInt64(first + 3),
        LatencyHistogram.Read(row.GetFieldValue<byte[]>(first + 4)));

    public static CallTotals Sum(IEnumerable<SlotRow> rows)
    {
        var sum = new CallTotals();
        foreach (var row in rows)
        {
            sum.Add(row.Totals);
        }

        return sum;
    }
}
