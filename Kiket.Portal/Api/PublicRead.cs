namespace Kiket.Portal.Api;

/// <summary>What public reads have in common. HEAD returns the headers of GET.</summary>
public static class PublicRead
{
    /// <summary>Stands in each <c>MapMethods</c> itself: a mapping behind a method of ours would be compiled at every start.</summary>
    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static RouteHandlerBuilder DescribesPublicRead(this RouteHandlerBuilder route) => route
        .Produces<ErrorResponse>(StatusCodes.Status404NotFound)
        .Produces(StatusCodes.Status304NotModified);
}
