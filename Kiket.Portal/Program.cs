return Kiket.Portal.PortalHost.Run(args);
