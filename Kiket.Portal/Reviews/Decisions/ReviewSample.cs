namespace Kiket.Portal.Reviews.Decisions;

/// <summary>Randomly selects routine releases that still go to a person. Tests replace the random draw.</summary>
public class ReviewSample
{
    /// <summary>True in <paramref name="percent"/> percent of the draws.</summary>
    public virtual bool Draw(int percent) => Random.Shared.Next(100) < percent;
}
