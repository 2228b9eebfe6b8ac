using Kiket.Portal.Foundation;

namespace Kiket.Portal.Accounts;

/// <summary>The rule for a person's name on the marketplace.</summary>
public static class PersonName
{
    /// <summary>Why a name isn't allowed, in a sentence for its field; null when it is.</summary>
    /// <param name="name">As entered; surrounding spaces are ignored.</param>
    public static string? Problem(string? name)
    {
        var trimmed = (name ?? "").Trim();
        return NameText.Problem(trimmed, "The name", PortalUser.MaxDisplayName, "Enter your name.") ?? ReservedNames.Problem(trimmed);
    }
}
