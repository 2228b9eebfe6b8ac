namespace Kiket.Portal.Foundation;

/// <summary>Who acts, as far as a record of the act needs to know it.</summary>
public interface IActor
{
    Guid UserId { get; }

    /// <summary>As shown to others.</summary>
    string Name { get; }

    /// <summary>Remote address, when there is one.</summary>
    string? Address { get; }

    /// <summary>The API token used, or null for a person at the screen.</summary>
    Guid? TokenId { get; }
}
