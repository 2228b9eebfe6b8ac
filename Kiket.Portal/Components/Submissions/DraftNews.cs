using Kiket.Portal.Listings;

namespace Kiket.Portal.Components.Submissions;

/// <summary>What someone else changed in a draft while it was open here.</summary>
public sealed record DraftNews(string Who, IReadOnlyList<DetailsChange> Changes);
