using Kiket.Portal.Foundation;

namespace Kiket.Portal.Accounts;

/// <summary>What a person may be called on the marketplace.</summary>
public static class PersonName
{
    /// <summary>Why a name cannot be taken, in a sentence for its field; null when it can.</summary>
    /// <param name="name">As typed; spaces around it do not count.</param>
    public static string? Problem(string? name)
    {
        var trimmed = (name ?? "").Trim();
        return NameText.Problem(trimmed, "The name", PortalUser.MaxDisplayName, "Enter your name.") ?? ReservedNames.Problem(trimmed);
    }
}
