using System.Globalization;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings.Browsing;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>What a reader should know about an extension's source, as a sentence.</summary>
internal static class SourceState
{
    /// <summary>Null when the listing is up to date and its source is alive.</summary>
    public static string? Of(ListedSource source)
    {
        var since = source.TroubleSince is { } at ? $" since {at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}" : "";
        return source.Trouble switch
        {
            SourceTrouble.Unavailable => $"Its source has been unavailable{since}. This page shows what was last read.",
            SourceTrouble.TokenRefused => $"Its source couldn't be read{since}. This page shows what was last read.",
            SourceTrouble.Replaced => $"Its source has been somewhere else{since}. This page shows what was last read.",
            SourceTrouble.ReferenceGone => $"The branch that this page followed is gone{since}. This page shows what was last read.",
            SourceTrouble.ManifestGone or SourceTrouble.ManifestInvalid or SourceTrouble.IdChanged =>
                $"A newer commit has problems{since}, so this page shows the last good content.",
            SourceTrouble.NeedsRelease => "Changes to what you agree to are in the source already. They become visible with the next version.",
            _ => source.IsArchived ? "Its source is archived: the publisher no longer changes it." : null,
        };
    }
}
