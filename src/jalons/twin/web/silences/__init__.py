"""Why a sensor says nothing, and when it is expected back."""
