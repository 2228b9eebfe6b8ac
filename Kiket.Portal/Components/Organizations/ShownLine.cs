namespace Kiket.Portal.Components.Organizations;

/// <summary>One line of a month or an invoice, as a table shows it.</summary>
public sealed record ShownLine(string ExtensionId, string Description, long Cents);
