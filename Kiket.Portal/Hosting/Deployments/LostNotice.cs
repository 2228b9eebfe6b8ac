using System.Globalization;
using Kiket.Portal.Containers;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>What operators read of containers that the engine had lost: most of it is set right at once, so it stays for a day.</summary>
internal sealed class LostNotice
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private DateTimeOffset _until;

    /// <summary>The newest notice; null when there is none any more.</summary>
    public string? Text { get; private set; }

    /// <param name="lost">See <see cref="IContainerEngine.TakeLost"/>.</param>
    /// <returns>Whether anything was lost.</returns>
    public bool Keep(IReadOnlyList<string> lost, DateTimeOffset now)
    {
        if (lost.Count > 0)
        {
            Text = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {string.Join(' ', lost)}");
            _until = now + Kept;
        }
        else if (_until <= now)
        {
            Text = null;
        }

        return lost.Count > 0;
    }
}
