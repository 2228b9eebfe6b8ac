using System.Globalization;
using Kiket.Portal.Containers;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>What operators read of containers that the engine had lost: most of it is set right at once, so it stays for a day.</summary>
internal sealed class LostNotice
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private (string Text, DateTimeOffset Until)? _last;

    /// <param name="lost">See <see cref="IContainerEngine.TakeLost"/>.</param>
    /// <returns>The newest notice; null when there is none any more.</returns>
    public string? Keep(IReadOnlyList<string> lost, DateTimeOffset now)
    {
        if (lost.Count > 0)
        {
            _last = (string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {string.Join(' ', lost)}"), now + Kept);
        }
        else if (_last?.Until <= now)
        {
            _last = null;
        }

        return _last?.Text;
    }
}
