using Kiket.Portal.Foundation;

namespace Kiket.Portal.Checks;

/// <summary>"Something about the checks of this repository changed", by the portal's repository id.</summary>
public sealed class ChecksTopic(ILogger<ChecksTopic> logger) : LiveTopic(logger);
