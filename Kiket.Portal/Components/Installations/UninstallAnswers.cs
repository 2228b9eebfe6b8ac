using Kiket.Portal.Installations;

namespace Kiket.Portal.Components.Installations;

/// <summary>What a person says when they uninstall an extension.</summary>
public sealed record UninstallAnswers(DepartureReason Reason, string Text, bool ShareName, DepartureData Data);
