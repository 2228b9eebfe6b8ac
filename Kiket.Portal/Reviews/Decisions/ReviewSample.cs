namespace Kiket.Portal.Reviews.Decisions;

/// <summary>Draws which routine releases go to a person all the same. Tests bring their own chance.</summary>
public class ReviewSample
{
    /// <summary>True in <paramref name="percent"/> of a hundred draws.</summary>
    public virtual bool Draw(int percent) => Random.Shared.Next(100) < percent;
}
